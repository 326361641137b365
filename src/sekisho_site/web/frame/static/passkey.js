/* Tells in the page when a passkey could not be used; allauth's own script tells only the console. */
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const told = document.getElementById("passkey_error");
  if (told) told.hidden = false;
});
