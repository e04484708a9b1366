// Whether the list has keys: kept in this browser, where the keys are.
const row = document.getElementById("keys");
const on = document.getElementById("keys-on");
on.checked = localStorage.getItem("keys") !== "off";
row.hidden = false;
on.addEventListener("change", () => localStorage.setItem("keys", on.checked ? "on" : "off"));
