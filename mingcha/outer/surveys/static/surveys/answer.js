/* A questionnaire, sealed in the browser. */
(function () {
  "use strict";
  var mingcha = self.mingcha;

  document.addEventListener("DOMContentLoaded", function () {
    var page = mingcha.data();
    mingcha.sodium().then(function (sodium) { begin(page, sodium); }, function () {});
  });

  function begin(page, sodium) {
    var form = mingcha.byId("answers");
    var note = document.querySelector("[data-sealing]");
    note.textContent = page.texts.sealed_here;
    note.className = "notice good";
    note.dataset.sealing = "browser";
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var given = answers(form, page.questions);
      var missing = page.questions.filter(function (one) { return one.required && given[one.id] === undefined; })[0];
      mingcha.fault(mingcha.byId("fault"), missing ? page.texts.answers_missing + missing.text : "");
      if (!missing) send(page, sodium, form, given);
    });
  }

  function answers(form, questions) {
    var given = {};
    questions.forEach(function (question) {
      var fields = form.querySelectorAll('[name="' + CSS.escape(question.id) + '"]');
      if (question.kind === "text") {
        if (fields[0].value.trim()) given[question.id] = fields[0].value;
        return;
      }
      var ticked = Array.prototype.filter.call(fields, function (one) { return one.checked; }).map(function (one) { return Number(one.value); });
      if (ticked.length) given[question.id] = question.kind === "many" ? ticked : ticked[0];
    });
    return given;
  }

  function send(page, sodium, form, given) {
    var button = form.querySelector("[type=submit]");
    var doing = mingcha.byId("doing");
    button.disabled = true;
    doing.textContent = page.texts.proving;
    mingcha.prove(sodium, page.challenge).then(function (proof) {
      var body = new Blob([JSON.stringify({ v: 1, kind: "answers", answers: given })]);
      return whole(mingcha.sealing(sodium, body, mingcha.unhex(page.reader))).then(function (sealed) {
        return mingcha.post(form.dataset.answer, sealed, { "X-Proof": proof });
      });
    }).then(function () {
      form.reset();
      form.hidden = true;
      mingcha.byId("thanks").hidden = false;
      mingcha.byId("thanks-title").focus();
    }, function (error) {
      mingcha.fault(mingcha.byId("fault"), page.texts.failed + error.message);
      return mingcha.renew(page).then(function () { button.disabled = false; });
    }).then(function () { doing.textContent = ""; });
  }

  function whole(stream) {
    var pieces = [];
    function more() {
      return stream.next().then(function (piece) {
        if (!piece) return mingcha.joined(pieces);
        pieces.push(piece);
        return more();
      });
    }
    return more();
  }
})();
