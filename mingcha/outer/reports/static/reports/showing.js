/* What the report and the return page show alike: chosen files with what is hidden in them, progress, the receipt. */
(function () {
  "use strict";
  var mingcha = (self.mingcha = self.mingcha || {});
  var MOST = 20;

  /** The files chosen in `input`, looked into as they come and listed in #files. `ready()` promises what is to be sent;
      `changed(gone)` is called when one came or went. */
  mingcha.chosenFiles = function (input, page, changed) {
    var list = mingcha.byId("files");
    var chosen = [];

    function take(file, slot, original) {
      var row = mingcha.element("li");
      var entry = { file: file, row: row, keep: null, slot: slot || "", loose: mingcha.element("p", page.texts.loose, "help") };
      row.appendChild(mingcha.element("strong", file.name));
      var said = row.appendChild(mingcha.element("span", page.texts.looking));
      var remove = mingcha.element("button", page.texts.remove, "button");
      remove.type = "button";
      remove.setAttribute("aria-label", page.texts.remove + ": " + file.name);
      remove.addEventListener("click", function () {
        chosen.splice(chosen.indexOf(entry), 1);
        row.remove();
        changed(entry);
      });
      entry.loose.hidden = true;
      row.appendChild(entry.loose);
      row.appendChild(remove);
      list.appendChild(row);
      chosen.push(entry);
      entry.looked = mingcha.hidden(file).then(function (looked) {
        said.textContent = words(looked);
        said.className = looked.found.length ? "hidden-data" : "help";
        if (looked.cleaned && looked.found.length) row.insertBefore(keeping(entry, original), remove);
        return looked;
      });
    }

    function words(looked) {
      if (!looked.known) return page.texts.cannot_check;
      if (!looked.found.length) return page.texts.nothing_found;
      if (!looked.cleaned) return page.texts.found + names(looked.found) + page.texts.cannot_clean;
      var gone = looked.found.filter(function (one) { return looked.stays.indexOf(one) < 0; });
      var said = gone.length ? page.texts.found + names(gone) + page.texts.will_clean : "";
      if (!looked.stays.length) return said;
      return said + (said ? page.texts.gap : "") + page.texts.stays + names(looked.stays);
    }

    function names(found) {
      return found.map(function (key) { return page.texts[key]; }).join(page.texts.comma) + page.texts.stop_sign;
    }

    function keeping(entry, original) {
      var label = mingcha.element("label");
      entry.keep = mingcha.element("input");
      entry.keep.type = "checkbox";
      entry.keep.checked = Boolean(original);
      label.appendChild(entry.keep);
      label.appendChild(document.createTextNode(page.texts.keep_original));
      return label;
    }

    input.addEventListener("change", function () {
      Array.prototype.forEach.call(input.files, function (file) { take(file); });
      input.value = "";
      changed(null);
    });

    return {
      all: function () { return chosen; },
      put: take,
      clear: function () {
        chosen = [];
        list.textContent = "";
      },
      ready: function () {
        return Promise.all(chosen.map(function (entry) {
          return entry.looked.then(function (looked) { return outgoing(entry, looked); });
        })).then(function (found) {
          var all = [].concat.apply([], found);
          if (all.length > MOST) throw mingcha.refused(page.texts.too_many);
          all.forEach(function (one) {
            if (mingcha.sealedSize(one.blob.size) > page.most) throw mingcha.refused(one.name + ": " + page.texts.too_large);
          });
          return all;
        });
      },
    };
  };

  /* The cleaned copy under a name that says nothing; the original beside it only where that was asked for. */
  function outgoing(entry, looked) {
    var file = entry.file;
    var original = { name: file.name, type: file.type, blob: file, cleaned: false, found: looked.found, stays: looked.found };
    if (!looked.cleaned) return [original];
    var copy = { name: looked.name || file.name, type: file.type, blob: looked.cleaned, cleaned: true, found: looked.found, stays: looked.stays };
    return entry.keep && entry.keep.checked ? [copy, original] : [copy];
  }

  /** Promises {listed, parts} for the files of a report. */
  mingcha.packed = function (sodium, files, reader) {
    return Promise.all(files.map(function (one, index) {
      return mingcha.digest(sodium, one.blob).then(function (digest) {
        var id = "file-" + index;
        return {
          part: { name: id, blob: one.blob, reader: reader },
          listed: { id: id, name: one.name, type: one.type, size: one.blob.size, digest: digest, cleaned: one.cleaned, found: one.found, stays: one.stays },
        };
      });
    })).then(function (made) {
      return {
        parts: made.map(function (one) { return one.part; }),
        listed: made.map(function (one) { return one.listed; }),
      };
    });
  };

  mingcha.asBlob = function (value) {
    return new Blob([JSON.stringify(value)], { type: "application/json" });
  };

  /** The progress of sending, with its stop button: what `mingcha.send` is controlled by. */
  mingcha.progress = function (page, doing) {
    var box = mingcha.byId("progress");
    var bar = mingcha.byId("bar");
    var share = 0;
    var control = {
      stopped: "",
      tell: function (what) {
        doing.textContent = mingcha.fill(page.texts[what], { percent: Math.floor(share * 100) });
      },
      done: function (now) {
        share = now;
        bar.value = now * 100;
        control.tell("sending");
      },
      end: function () {
        box.hidden = true;
      },
    };
    mingcha.byId("stop").onclick = function () { control.stopped = page.texts.stopped; };
    box.hidden = false;
    bar.value = 0;
    control.tell("preparing");
    return control;
  };

  /** Shows the receipt; leaving asks back until two of its words were typed again. */
  mingcha.showReceipt = function (page, words, acknowledgement, confirmed) {
    var list = mingcha.byId("words");
    words.forEach(function (word) { list.appendChild(mingcha.element("li", word)); });
    mingcha.byId("acknowledgement").textContent = acknowledgement;
    draw(mingcha.byId("qr"), words.join(" "));
    var text = page.organisation + "\n" + words.join(" ") + "\n\n" + acknowledgement + "\n";
    mingcha.byId("save").href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    mingcha.byId("print").onclick = function () { self.print(); };
    askBack(page, words, confirmed);
    mingcha.byId("receipt").hidden = false;
    mingcha.byId("receipt-title").focus();
  };

  function askBack(page, words, confirmed) {
    var first = Math.floor(Math.random() * 4);
    var second = 4 + Math.floor(Math.random() * 4);
    var answer = mingcha.byId("retype-answer");
    mingcha.byId("retype-label").textContent = mingcha.fill(page.texts.retype, { first: first + 1, second: second + 1 });
    self.onbeforeunload = function (event) {
      event.preventDefault();
      event.returnValue = page.texts.leave;
      return page.texts.leave;
    };
    mingcha.byId("retype").addEventListener("submit", function (event) {
      event.preventDefault();
      var right = mingcha.byId("retyped").value.replace(/\s/g, "") === words[first] + words[second];
      answer.textContent = right ? page.texts.retyped : page.texts.not_retyped;
      answer.className = right ? "notice good" : "error";
      if (right) {
        self.onbeforeunload = null;
        confirmed();
      }
    });
  }

  function draw(canvas, text) {
    var code = self.mingchaQr.generate(text);
    canvas.width = canvas.height = code.size + 2;
    var context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = "#000";
    for (var y = 0; y < code.size; y++) {
      for (var x = 0; x < code.size; x++) if (code.get(x, y)) context.fillRect(x + 1, y + 1, 1, 1);
    }
  }
})();
