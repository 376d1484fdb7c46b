// Light, dark or the system's choice, set before the page is drawn; and whether the menu is folded away.
(function () {
  "use strict";
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  function kept(name) {
    try {
      return localStorage.getItem(name) || "";
    } catch (error) {
      return "";
    }
  }

  function apply() {
    const chosen = kept("theme");
    root.dataset.theme = chosen === "light" || chosen === "dark" ? chosen : dark.matches ? "dark" : "light";
    root.dataset.themeChoice = chosen || "auto";
    document.dispatchEvent(new CustomEvent("mingcha:theme"));
  }

  if (kept("nav") === "closed") root.dataset.nav = "closed";
  dark.addEventListener("change", apply);
  window.mingcha = {
    kept,
    keep(name, value) {
      try {
        localStorage.setItem(name, value);
      } catch (error) {
        // Storage may be switched off; the choice then lasts for this page.
      }
    },
    applyTheme: apply,
  };
  apply();
})();
