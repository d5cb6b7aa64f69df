// « Copier » buttons (`data-copy`: the id of the element to copy).
export function copy(button) {
  const label = button.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.value ?? source.innerText);
      button.textContent = "Copié";
    } catch {
      button.textContent = "Copie impossible";
    }
    setTimeout(() => { button.textContent = label; }, 2500);
  });
}
