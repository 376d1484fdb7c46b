// Help while filling in: unsaved typing, long lists, files, the caps lock, one submission only.
(function () {
  "use strict";

  function guard(form) {
    let touched = false;
    form.addEventListener("input", () => (touched = true));
    form.addEventListener("submit", () => (touched = false));
    window.addEventListener("beforeunload", (event) => {
      if (touched) event.preventDefault();
    });
  }

  function once(form) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
      setTimeout(() => delete form.dataset.sent, 4000);
    });
  }

  // A box above a long select: typing leaves only the options that contain the words.
  function filterSelect(select) {
    const box = searchBox(select.dataset.filterLabel);
    const all = Array.from(select.options);
    box.addEventListener("input", () => {
      const words = box.value.trim().toLowerCase();
      const chosen = select.value;
      const fits = all.filter((option) => !option.value || option.text.toLowerCase().includes(words));
      select.replaceChildren(...fits);
      const kept = fits.find((option) => option.value === chosen);
      const only = fits.filter((option) => option.value);
      if (kept) kept.selected = true;
      if (words && only.length === 1) only[0].selected = true;
    });
    select.before(box);
  }

  function searchBox(label) {
    const box = document.createElement("input");
    box.type = "search";
    box.className = "filter";
    box.placeholder = label;
    box.setAttribute("aria-label", label);
    box.autocomplete = "off";
    return box;
  }

  function filterBoxes(frame) {
    const tools = frame.querySelector("[data-boxes-tools]");
    const labels = Array.from(frame.querySelectorAll("label"));
    const count = tools.querySelector("[data-boxes-count]");
    const search = tools.querySelector("input");
    const tell = () => (count.textContent = String(frame.querySelectorAll("input:checked").length));
    search.addEventListener("input", (event) => {
      event.stopPropagation();
      const words = search.value.trim().toLowerCase();
      for (const label of labels) {
        label.parentElement.hidden = !label.textContent.toLowerCase().includes(words);
      }
    });
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    frame.addEventListener("change", tell);
    tools.hidden = false;
    tell();
  }

  // Fields that only some choices need (`data-for`) are shown once one of these is chosen, and what is typed
  // in them stays. A card without any is not shown either.
  function showFor(select) {
    const inputs = Array.from(select.form.querySelectorAll("[data-for]"));
    const show = () => {
      for (const input of inputs) {
        input.closest(".field").hidden = !input.dataset.for.split(" ").includes(select.value);
      }
      for (const card of select.form.querySelectorAll("fieldset.card")) {
        card.hidden = !card.querySelector(".field:not([hidden])");
      }
    };
    select.addEventListener("change", show);
    show();
  }

  function weigh(input) {
    const told = input.parentElement.querySelector("[data-file-told]");
    if (!told) return;
    const most = Number(told.dataset.most);
    const files = Array.from(input.files);
    const secret = files.find((file) => /绝密|机密|秘密\s*[★☆]/.test(file.name));
    const big = files.find((file) => file.size > most);
    const wrong = secret ? told.dataset.secret : big ? told.dataset.big : "";
    input.setCustomValidity(wrong);
    told.className = wrong ? "errors" : "help";
    told.textContent = wrong || files.map((file) => file.name + " · " + size(file.size)).join("；");
  }

  function size(bytes) {
    return bytes > 1048576 ? (bytes / 1048576).toFixed(1) + " MB" : Math.ceil(bytes / 1024) + " KB";
  }

  function capsLock(input) {
    const hint = document.getElementById("caps");
    if (!hint) return;
    for (const kind of ["keydown", "keyup"]) {
      input.addEventListener(kind, (event) => {
        if (event.getModifierState) hint.hidden = !event.getModifierState("CapsLock");
      });
    }
    input.addEventListener("blur", () => (hint.hidden = true));
  }

  const first = (element, name) => !element.dataset[name] && (element.dataset[name] = "ready");

  function start(within) {
    const each = (selector, name, work) => {
      for (const element of within.querySelectorAll(selector)) if (first(element, name)) work(element);
    };
    each("form[data-guard]", "guarded", guard);
    each("form[method=post]", "single", once);
    each("select[data-filter=select]", "filtered", filterSelect);
    each("[data-boxes]", "filtered", filterBoxes);
    each("select[data-chooses]", "chooses", showFor);
    each("input[type=file]", "weighed", (input) => input.addEventListener("change", () => weigh(input)));
    each("input[type=password]", "caps", capsLock);
  }

  start(document);
  document.addEventListener("htmx:load", (event) => start(event.target));
  const wrong = document.querySelector("[data-summary]");
  if (wrong) wrong.focus();
})();
