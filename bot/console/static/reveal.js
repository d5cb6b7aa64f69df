// A button that shows the passphrase while typing; hidden again before submitting.
export function reveal(input) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  const put = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = shown ? "Cacher la phrase" : "Montrer la phrase";
  };
  button.addEventListener("click", () => put(input.type === "password"));
  input.form?.addEventListener("submit", () => put(false));
  put(false);
  input.after(button);
}
