/* The report page's form, its files and an unconfirmed receipt, kept over a reload. */
(function () {
  "use strict";
  var mingcha = (self.mingcha = self.mingcha || {});
  var FIELDS = ["about", "text", "named", "name", "phone", "address", "other"];
  var PAUSE = 300; // milliseconds without a key before what was typed is kept

  /** Keeps `form` and `files` (of mingcha.chosenFiles) as they change; open() puts back what an earlier load left. */
  mingcha.draft = function (page, form, files) {
    var kept = mingcha.kept(page);
    var note = mingcha.byId("kept");
    var waiting = 0;
    var slots = 0;
    var done = false;

    function written() {
      var values = {};
      FIELDS.forEach(function (name) { if (form.elements[name]) values[name] = form.elements[name].value; });
      var chosen = files.all().map(function (one) {
        return { slot: one.slot || "", name: one.file.name, type: one.file.type, original: Boolean(one.keep && one.keep.checked) };
      });
      return kept.put("form", encoded({ values: values, files: chosen }));
    }

    /* Every file that is not kept yet finds its place; one that is too large for the tab's room is said to be. */
    function stored(again) {
      return files.all().reduce(function (before, one) {
        if (one.slot && !again) return before;
        return before.then(function () { return mingcha.read(one.file); }).then(function (bytes) {
          var slot = one.slot || "file-" + (slots += 1);
          return kept.put(slot, bytes).then(function (fits) {
            one.slot = fits ? slot : "";
            one.loose.hidden = fits;
          });
        });
      }, Promise.resolve());
    }

    function save() {
      var again = kept.ageing();
      return (again ? kept.renew() : Promise.resolve()).then(function () {
        return done ? undefined : stored(again).then(written);
      }).catch(function () {});
    }

    function soon() {
      clearTimeout(waiting);
      waiting = setTimeout(save, PAUSE);
    }

    function restore(found) {
      var draft = found.form ? decoded(found.form) : null;
      if (!draft || !(draft.files.length || draft.values.text || draft.values.name)) return;
      FIELDS.forEach(function (name) {
        if (form.elements[name] && !form.elements.text.defaultValue) form.elements[name].value = draft.values[name];
      });
      var lost = draft.files.filter(function (one) { return !found[one.slot]; });
      draft.files.forEach(function (one) {
        slots = Math.max(slots, Number(one.slot.slice(5)) || 0);
        if (found[one.slot]) files.put(new File([found[one.slot]], one.name, { type: one.type }), one.slot, one.original);
      });
      note.hidden = false;
      mingcha.fault(mingcha.byId("kept-lost"), lost.length ? page.texts.choose_again + lost.map(function (one) { return one.name; }).join(page.texts.comma) : "");
    }

    function end() {
      done = true;
      clearTimeout(waiting);
      self.onbeforeunload = null;
    }

    function forget() {
      end();
      kept.forget();
    }

    function loose(event) {
      if (done || files.all().every(function (one) { return one.slot; })) return undefined;
      event.preventDefault();
      event.returnValue = page.texts.loose;
      return page.texts.loose;
    }

    mingcha.byId("forget").addEventListener("click", function () {
      forget();
      form.reset();
      location.reload();
    });

    return {
      /* Promises the receipt that an earlier load did not see confirmed, or null after the form was put back. */
      open: function () {
        return kept.open().then(function (found) {
          if (found.receipt) return decoded(found.receipt);
          restore(found);
          form.addEventListener("input", soon);
          form.addEventListener("change", soon);
          document.addEventListener("visibilitychange", function () { if (document.hidden) save(); });
          self.onbeforeunload = loose;
          soon();
          return null;
        }).catch(function () { return null; });
      },
      changed: function (gone) {
        if (gone && gone.slot) kept.remove(gone.slot);
        soon();
      },
      forget: forget,
      /* Instead of the draft, the receipt until it was confirmed. */
      receipt: function (shown) {
        end();
        kept.clear();
        return kept.put("receipt", encoded(shown));
      },
    };
  };

  function encoded(value) {
    return new TextEncoder().encode(JSON.stringify(value));
  }

  function decoded(bytes) {
    return JSON.parse(new TextDecoder().decode(bytes));
  }
})();
