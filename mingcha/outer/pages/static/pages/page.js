/* On every public page: the way out, large print, and small helpers for the other scripts. */
(function () {
  "use strict";
  var mingcha = (self.mingcha = self.mingcha || {});

  mingcha.byId = function (id) {
    return document.getElementById(id);
  };

  /** What the page tells its scripts. */
  mingcha.data = function () {
    return JSON.parse(mingcha.byId("page-data").textContent);
  };

  /** A text with its {places} filled. */
  mingcha.fill = function (text, values) {
    return text.replace(/\{(\w+)\}/g, function (_all, name) {
      return values[name];
    });
  };

  mingcha.element = function (kind, text, kindOf) {
    var made = document.createElement(kind);
    made.textContent = text || "";
    if (kindOf) made.className = kindOf;
    return made;
  };

  /** Says what is wrong where it belongs, or clears it. */
  mingcha.fault = function (place, words) {
    place.textContent = words;
    place.hidden = !words;
    if (words) place.scrollIntoView({ block: "center" });
  };

  document.addEventListener("DOMContentLoaded", function () {
    var leave = document.querySelector("[data-leave]");
    leave.addEventListener("click", function (event) {
      event.preventDefault();
      self.onbeforeunload = null;
      mingcha.left = true; // nothing is kept from now on
      try {
        self.sessionStorage.clear();
      } catch (_error) { /* there is none */ }
      document.body.textContent = "";
      location.replace(leave.href);
    });
    var large = document.querySelector("[data-large]");
    function set(on) {
      document.documentElement.classList.toggle("large", on);
      large.setAttribute("aria-pressed", String(on));
    }
    large.hidden = false;
    large.addEventListener("click", function () {
      set(!document.documentElement.classList.contains("large"));
    });
  });
})();
