/* The report page: seals in the browser and sends; where that cannot be, the form goes as it is. */
(function () {
  "use strict";
  var mingcha = self.mingcha;

  document.addEventListener("DOMContentLoaded", function () {
    var page = mingcha.data();
    mingcha.sodium().then(function (sodium) { begin(page, sodium); }, function () {});
  });

  function begin(page, sodium) {
    var form = mingcha.byId("report");
    var note = mingcha.byId("sealing");
    var files = mingcha.chosenFiles(form.elements.attachments, page, function (gone) { draft.changed(gone); });
    var draft = mingcha.draft(page, form, files);
    note.textContent = page.texts.sealed_here;
    note.className = "notice good";
    note.dataset.sealing = "browser";
    mingcha.byId("keeping").hidden = !self.crypto.subtle;
    mingcha.byId("group-originals").hidden = true; // asked for each file
    showNames(form);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var missing = fault(form, page);
      mingcha.fault(mingcha.byId("fault"), missing);
      if (!missing) send(page, sodium, form, files, draft);
    });
    draft.open().then(function (receipt) {
      if (receipt) received(page, form, draft, receipt.words, receipt.acknowledgement);
      form.dispatchEvent(new Event("change"));
      form.dataset.ready = "yes";
    });
  }

  function received(page, form, draft, words, acknowledgement) {
    form.hidden = true;
    mingcha.byId("kept").hidden = true;
    mingcha.showReceipt(page, words, acknowledgement, draft.forget);
  }

  function showNames(form) {
    var who = mingcha.byId("who");
    if (!who) return;
    function set() { who.hidden = form.elements.named.value !== "yes"; }
    form.addEventListener("change", set);
    set();
  }

  function fault(form, page) {
    if (!form.elements.about.value) return page.texts.about_missing;
    if (!form.elements.text.value.trim()) return page.texts.text_missing;
    if (named(form) && !form.elements.name.value.trim()) return page.texts.name_missing;
    return "";
  }

  function named(form) {
    return Boolean(form.elements.named) && form.elements.named.value === "yes";
  }

  function send(page, sodium, form, files, draft) {
    var button = form.querySelector("[type=submit]");
    var control = mingcha.progress(page, mingcha.byId("doing"));
    var receipts = mingcha.receipts(sodium, page);
    var receipt = receipts.make();
    button.disabled = true;
    mingcha.pause(50).then(function () {
      var keys = receipts.derive(receipt);
      return parts(page, sodium, form, files).then(function (made) {
        return mingcha.send(sodium, page, made, function () {
          return { lookup: mingcha.hex(keys.lookup), box: mingcha.hex(keys.box.public), sign: mingcha.hex(keys.sign.public) };
        }, control);
      });
    }).then(function (acknowledgement) {
      var words = receipts.words(receipt);
      form.reset();
      files.clear();
      return draft.receipt({ words: words, acknowledgement: acknowledgement }).then(function () {
        received(page, form, draft, words, acknowledgement);
      });
    }, function (error) {
      mingcha.fault(mingcha.byId("fault"), page.texts.failed + error.message);
      return mingcha.renew(page);
    }).then(function () {
      button.disabled = false;
      control.end();
    });
  }

  function parts(page, sodium, form, files) {
    var reader = mingcha.unhex(page.reader);
    return files.ready().then(function (chosen) {
      return mingcha.packed(sodium, chosen, reader);
    }).then(function (packed) {
      var body = {
        v: 1, kind: "report", code: page.code, named: named(form), about: form.elements.about.value,
        text: form.elements.text.value, language: page.language, files: packed.listed,
      };
      var made = [{ name: "body", blob: mingcha.asBlob(body), reader: reader }];
      if (named(form)) made.push({ name: "identity", blob: mingcha.asBlob(identity(form)), reader: mingcha.unhex(page.custodian) });
      return made.concat(packed.parts);
    });
  }

  function identity(form) {
    var said = { v: 1 };
    ["name", "phone", "address", "other"].forEach(function (field) { said[field] = form.elements[field].value; });
    return said;
  }
})();
