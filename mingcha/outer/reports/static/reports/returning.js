/* The return page: the receipt stays in the browser; answers are opened, additions sealed and signed here. */
(function () {
  "use strict";
  var mingcha = self.mingcha;

  document.addEventListener("DOMContentLoaded", function () {
    var page = mingcha.data();
    mingcha.sodium().then(function (sodium) { begin(page, sodium); }, function () {});
  });

  function begin(page, sodium) {
    var form = mingcha.byId("return");
    var note = form.querySelector("[data-sealing]");
    note.dataset.sealing = "browser";
    note.hidden = true;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      open(page, sodium, form);
    });
  }

  function open(page, sodium, form) {
    var doing = mingcha.byId("doing");
    mingcha.fault(mingcha.byId("fault"), "");
    doing.textContent = page.texts.opening;
    mingcha.pause(50).then(function () {
      var receipts = mingcha.receipts(sodium, page);
      var keys = receipts.derive(receipts.parse(form.elements.words.value));
      return mingcha.prove(sodium, page.challenge).then(function (proof) {
        return mingcha.ask("/return/open/", { proof: proof, lookup: mingcha.hex(keys.lookup) });
      }).then(function (found) {
        form.reset();
        form.hidden = true;
        show(page, sodium, found, keys);
      });
    }).catch(function (error) {
      mingcha.fault(mingcha.byId("fault"), error.message);
      return mingcha.renew(page);
    }).then(function () { doing.textContent = ""; });
  }

  function show(page, sodium, found, keys) {
    var title = mingcha.byId("opened-title");
    var list = mingcha.byId("replies");
    title.textContent = found.organisation;
    mingcha.byId("facts").textContent = found.summary;
    found.replies.forEach(function (reply) { list.appendChild(card(reply.day, text(page, sodium, reply, keys))); });
    if (!found.replies.length) list.appendChild(mingcha.element("li", page.texts.no_replies));
    mingcha.byId("satisfaction").hidden = !found.handled;
    adding(page, sodium, found, keys);
    mingcha.byId("opened").hidden = false;
    title.focus();
  }

  function card(day, words) {
    var made = mingcha.element("li", "", "card");
    made.appendChild(mingcha.element("p", day, "help"));
    words.split("\n").forEach(function (line) { made.appendChild(mingcha.element("p", line)); });
    return made;
  }

  function text(page, sodium, reply, keys) {
    try {
      var sealed = Uint8Array.from(atob(reply.sealed), function (one) { return one.charCodeAt(0); });
      var plain = mingcha.openStream(sodium, sealed, keys.box);
      return String(JSON.parse(new TextDecoder().decode(plain)).text);
    } catch (_error) {
      return page.texts.broken_reply;
    }
  }

  function adding(page, sodium, found, keys) {
    var files = mingcha.chosenFiles(mingcha.byId("add-files"), page, function () {});
    var words = mingcha.byId("add-text");
    self.onbeforeunload = function (event) {
      if (!words.value.trim() && !files.all().length) return undefined;
      event.preventDefault();
      event.returnValue = page.texts.unsent;
      return page.texts.unsent;
    };
    mingcha.byId("add").addEventListener("submit", function (event) {
      event.preventDefault();
      var fault = mingcha.byId("add-fault");
      mingcha.fault(fault, words.value.trim() ? "" : page.texts.text_missing);
      if (!words.value.trim()) return;
      var said = { kind: "addition", text: words.value };
      deliver(page, sodium, found, keys, said, files, mingcha.byId("add-doing"), fault, function () {
        words.value = "";
        files.clear();
      });
    });
    mingcha.byId("satisfaction").addEventListener("submit", function (event) {
      event.preventDefault();
      var fields = event.target.elements;
      var fault = mingcha.byId("satisfaction-fault");
      mingcha.fault(fault, fields.grade.value ? "" : page.texts.grade_missing);
      if (!fields.grade.value) return;
      var said = { kind: "satisfaction", grade: Number(fields.grade.value), text: fields.text.value };
      var none = { ready: function () { return Promise.resolve([]); } };
      deliver(page, sodium, found, keys, said, none, mingcha.byId("satisfaction-doing"), fault, function () {
        event.target.reset();
      });
    });
  }

  function deliver(page, sodium, found, keys, said, files, doing, fault, after) {
    var reader = mingcha.unhex(found.reader);
    var control = mingcha.progress(page, doing);
    found.ready = (found.ready || Promise.resolve()).then(files.ready).then(function (chosen) {
      return mingcha.packed(sodium, chosen, reader);
    }).then(function (packed) {
      var body = Object.assign({ v: 1, code: found.code, language: page.language, files: packed.listed }, said);
      var parts = [{ name: "body", blob: mingcha.asBlob(body), reader: reader }].concat(packed.parts);
      var sending = { code: found.code, kind: said.kind, challenge: found.challenge };
      return mingcha.send(sodium, sending, parts, function (digests) { return signed(sodium, found, keys, digests); }, control);
    }).then(function () {
      after();
      control.end();
      doing.textContent = page.texts.added;
    }, function (error) {
      control.end();
      doing.textContent = "";
      mingcha.fault(fault, page.texts.failed + error.message);
    }).then(function () { return fresh(page, sodium, found, keys); }).catch(function () {});
  }

  /* What is added later needs another proof: the site gives the challenge with the report. */
  function fresh(page, sodium, found, keys) {
    return mingcha.renew(page).then(function () {
      return mingcha.prove(sodium, page.challenge);
    }).then(function (proof) {
      return mingcha.ask("/return/open/", { proof: proof, lookup: mingcha.hex(keys.lookup) });
    }).then(function (again) { found.challenge = again.challenge; });
  }

  function signed(sodium, found, keys, digests) {
    var front = new TextEncoder().encode("MCADD1\n");
    var parent = mingcha.unhex(found.report.replace(/-/g, ""));
    var message = mingcha.joined([front, parent, mingcha.unhex(digests.body)]);
    return {
      lookup: mingcha.hex(keys.lookup), box: "", sign: "",
      signature: mingcha.hex(sodium.sign(message, keys.sign)),
    };
  }
})();
