// What only scripts can do is shown only to whoever has them; and where a device gives no passkey, the page says so.
for (const one of document.querySelectorAll("[data-needs-scripts]")) one.hidden = !window.PublicKeyCredential;
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const words of document.querySelectorAll("[data-passkey-failed]")) {
    words.hidden = false;
    words.focus();
  }
});
