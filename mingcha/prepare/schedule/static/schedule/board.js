// Dragging an organisation to another round opens the page that shows what the move costs and breaks.
(function () {
  "use strict";

  let dragged = null;

  function start(event) {
    dragged = event.target.closest("[data-move]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.textContent.trim());
  }

  function place(event) {
    return dragged && event.target.closest("td[data-to]");
  }

  function over(event) {
    const cell = place(event);
    if (!cell) return;
    event.preventDefault();
    mark(cell);
  }

  function mark(cell) {
    for (const other of document.querySelectorAll(".board-target")) {
      if (other !== cell) other.classList.remove("board-target");
    }
    if (cell) cell.classList.add("board-target");
  }

  function drop(event) {
    const cell = place(event);
    if (!cell || cell.contains(dragged)) return;
    event.preventDefault();
    window.location = `${dragged.dataset.move}?to=${encodeURIComponent(cell.dataset.to)}`;
  }

  function end() {
    dragged = null;
    mark(null);
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const board of document.querySelectorAll("[data-board]")) {
      board.addEventListener("dragstart", start);
      board.addEventListener("dragover", over);
      board.addEventListener("drop", drop);
      board.addEventListener("dragend", end);
    }
  });
})();
