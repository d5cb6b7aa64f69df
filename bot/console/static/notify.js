// Notices on the screen: off until asked for by a press, and without any content. Only this
// preference is stored.
const KEY = "boussole-avis";
const box = document.querySelector("#notify-on");
const isPossible = "Notification" in window;

if (box && isPossible) {
  document.querySelector("#notify").hidden = false;
  box.checked = isOn();
  box.addEventListener("change", async () => {
    const granted = box.checked && await Notification.requestPermission() === "granted";
    if (granted) localStorage.setItem(KEY, "1");
    else localStorage.removeItem(KEY);
    box.checked = granted;
  });
}

function isOn() {
  return isPossible && localStorage.getItem(KEY) === "1" && Notification.permission === "granted";
}

// Shows one notice, in the place of an earlier one, unless the console is looked at.
export function notify(words) {
  if (!isOn() || (!document.hidden && document.hasFocus())) return;
  const notice = new Notification("Boussole", { body: words, tag: "boussole" });
  notice.addEventListener("click", () => { window.focus(); notice.close(); });
}
