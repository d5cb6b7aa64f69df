// Moves appointments on the week: pulled with the mouse, or picked up with the space bar and carried with the arrows. The
// server's page asks to confirm and knows the rules; nothing moves here.
const week = document.querySelector("[data-week]");
const said = document.getElementById("carry");
const columns = [...week.querySelectorAll("[data-day]")].filter((each) => each.offsetParent);
const first = Number(week.dataset.first), rows = Number(week.dataset.rows);
const ROWS_PER_HOUR = 4, THRESHOLD_PX = 6;
let carried = null;

document.getElementById("how").hidden = false;
for (const slot of week.querySelectorAll("[data-move]")) slot.setAttribute("aria-describedby", "how");

function pickUp(slot, grabbed = 0) {
  const column = slot.closest("[data-day]");
  const target = document.createElement("span");
  column.querySelector(".bands").append(target);
  carried = { slot, grabbed, target, span: Number(slot.dataset.span), day: columns.indexOf(column), row: Number(slot.dataset.row) };
  carried.from = [carried.day, carried.row];
  slot.parentElement.classList.add("carried");
  week.classList.add("carrying");
}

function place(day, row) {
  carried.day = Math.min(Math.max(day, 0), columns.length - 1);
  carried.row = Math.min(Math.max(row, 1), rows - carried.span + 1);
  carried.target.className = `target r${carried.row} s${carried.span}`;
  columns[carried.day].querySelector(".bands").append(carried.target);
  said.textContent = `${carried.slot.dataset.name} : ${columns[carried.day].dataset.label}, ${timeOf(carried.row)}`;
}

function timeOf(row) {
  const hour = first + Math.floor((row - 1) / ROWS_PER_HOUR), minute = ((row - 1) % ROWS_PER_HOUR) * 15;
  return `${hour}:${String(minute).padStart(2, "0")}`;
}

function putBack(words = "") {
  carried.target.remove();
  carried.slot.parentElement.classList.remove("carried");
  week.classList.remove("carrying");
  said.textContent = words;
  carried = null;
}

function drop() {
  const { slot, day, row, from } = carried;
  const moved = day !== from[0] || row !== from[1];
  putBack(moved ? said.textContent : "");
  if (!moved) return;
  const asked = new URLSearchParams({ jour: columns[day].dataset.day, heure: timeOf(row), qui: week.dataset.whose });
  location.assign(`${week.dataset.week}/${slot.dataset.move}/deplacer/vers?${asked}`);
}

week.addEventListener("keydown", (event) => {
  const slot = event.target.closest("[data-move]");
  if (!slot || event.ctrlKey || event.altKey || event.metaKey) return;
  if (!carried) {
    if (event.key !== " ") return;
    event.preventDefault();
    pickUp(slot);
    place(carried.day, carried.row);
    return;
  }
  const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  if (steps[event.key]) place(carried.day + steps[event.key][0], carried.row + steps[event.key][1]);
  else if (event.key === " " || event.key === "Enter") drop();
  else if (event.key === "Escape") putBack("Laissé à sa place.");
  else return;
  event.preventDefault();
});
week.addEventListener("focusout", () => { if (carried && !carried.pointer) putBack(); });

let pressed = null, pulled = false;
week.addEventListener("pointerdown", (event) => {
  const slot = event.target.closest("[data-move]");
  pulled = false;
  // A finger scrolls; on a telephone the appointment's page moves it.
  if (slot && event.button === 0 && event.pointerType !== "touch") pressed = { slot, x: event.clientX, y: event.clientY };
});
document.addEventListener("pointermove", (event) => {
  if (!pressed) return;
  if (!carried) {
    if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < THRESHOLD_PX) return;
    pickUp(pressed.slot, rowAt(pressed.slot.closest("[data-day]"), pressed.y) - Number(pressed.slot.dataset.row));
    carried.pointer = pulled = true;
  }
  event.preventDefault();
  const day = columns.findIndex((each) => event.clientX < each.getBoundingClientRect().right);
  const at = day < 0 ? columns.length - 1 : day;
  place(at, rowAt(columns[at], event.clientY) - carried.grabbed);
});
document.addEventListener("pointerup", () => {
  if (carried?.pointer) drop();
  pressed = null;
});
document.addEventListener("pointercancel", () => { if (carried?.pointer) putBack(); pressed = null; });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && carried?.pointer) { putBack("Laissé à sa place."); pressed = null; }
});
// The click that ends a pull must not open the appointment.
week.addEventListener("click", (event) => { if (pulled) event.preventDefault(); pulled = false; });

function rowAt(column, y) {
  const box = column.getBoundingClientRect();
  return Math.floor(((y - box.top) / box.height) * rows) + 1;
}

// The line of the present time goes on while the page is open.
const now = week.querySelector("[data-now]");
if (now) {
  const opened = Date.now(), row = Number(now.dataset.now);
  setInterval(() => {
    const at = row + Math.floor((Date.now() - opened) / (15 * 60 * 1000));
    now.className = `present r${at}`;
    now.hidden = at > rows;
  }, 60 * 1000);
}
