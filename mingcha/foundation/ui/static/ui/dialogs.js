// Asking once more before what cannot be taken back: data-confirm="sentence" on a form or its button.
(function () {
  "use strict";
  const dialog = document.getElementById("confirm");
  let waiting = null;

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    const asker = button && button.dataset.confirm ? button : event.target;
    if (!dialog || !asker.dataset.confirm || event.target.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = { form: event.target, button };
    dialog.querySelector("[data-confirm-text]").textContent = asker.dataset.confirm;
    dialog.querySelector("[data-confirm-yes]").textContent = button ? button.textContent.trim() : "";
    dialog.returnValue = "";
    dialog.showModal();
  }, true);

  if (dialog) {
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes" || !waiting) return;
      waiting.form.dataset.confirmed = "yes";
      waiting.form.requestSubmit(waiting.button);
      delete waiting.form.dataset.confirmed;
      waiting = null;
    });
  }
})();
