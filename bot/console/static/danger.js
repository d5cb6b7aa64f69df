// Somebody in danger waits: said at once, and chimed again until somebody takes them, for whoever
// wants a sound. The server says nothing waits in an interview or off duty.
import { chime } from "./sound.js";

const EVERY = 20000;  // milliseconds
let waiting = 0, ringing;

document.addEventListener("etat", (event) => {
  const { dangers } = event.detail;
  if (dangers > waiting) {
    document.querySelector("#live").textContent = "Signal grave : une personne en danger attend.";
    chime();
  }
  waiting = dangers;
  if (waiting && !ringing) ringing = setInterval(chime, EVERY);
  if (!waiting) ringing = clearInterval(ringing);
});
