// What only scripts can do is shown only to whoever has them; and where a device gives no passkey, the page says so.
for (const one of document.querySelectorAll("[data-needs-scripts]")) one.hidden = !window.PublicKeyCredential;
// Each form says which of allauth's functions asks the device, and what that needs from the server. They find parts by id.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-needs-scripts]").id;
  const ids = { add: button, authenticate: button, login: button, credential: form.elements.credential.id };
  if (form.elements.passwordless) ids.passwordless = form.elements.passwordless.id;
  window.allauth.webauthn.forms[form.dataset.passkey]({ ids, data: JSON.parse(form.dataset.passkeyOptions || "{}") });
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const words of document.querySelectorAll("[data-passkey-failed]")) {
    words.hidden = false;
    words.focus();
  }
});
