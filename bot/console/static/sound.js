// Two synthesised notes, off by default. Only this preference is stored.
const KEY = "boussole-son";
const box = document.querySelector("#sound-on");
let context;

if (box) {
  document.querySelector("#sound").hidden = false;
  box.checked = localStorage.getItem(KEY) === "1";
  box.addEventListener("change", () => {
    if (box.checked) localStorage.setItem(KEY, "1");
    else localStorage.removeItem(KEY);
    chime();
  });
}

export function chime() {
  if (localStorage.getItem(KEY) !== "1") return;
  context ??= new AudioContext();
  context.resume().then(() => {
    note(660, 0);
    note(880, .18);
  }).catch(() => {});
}

function note(hertz, after) {
  const begins = context.currentTime + after;
  const tone = context.createOscillator();
  const loud = context.createGain();
  tone.frequency.value = hertz;
  loud.gain.setValueAtTime(0, begins);
  loud.gain.linearRampToValueAtTime(.12, begins + .02);
  loud.gain.exponentialRampToValueAtTime(.001, begins + .5);
  tone.connect(loud).connect(context.destination);
  tone.start(begins);
  tone.stop(begins + .5);
}
