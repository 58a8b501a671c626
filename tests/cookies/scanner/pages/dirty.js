// A banner that looks right and lies: whatever is answered, everything goes on.
const late = Number(new URLSearchParams(location.search).get("late") || 600);
const box = document.getElementById("cookie-banner");
const has = (name) => document.cookie.includes(name + "=");
box.hidden = has("consent");
const say = (value) => {
  document.cookie = `consent=${value}; Path=/; Max-Age=15552000; Secure`;
  box.hidden = true;
};
const plant = () => {
  document.cookie = "c_script=k7f3a9c2e1; Path=/; Max-Age=31536000; Secure";
  localStorage.setItem("c_local", "l7f3a9c2e1");
  indexedDB.open("c_idb");
  return fetch("/consent?choice=accept");
};
document.getElementById("yes").onclick = () => { say("all"); plant(); };
document.getElementById("no").onclick = () => { say("none"); plant(); };
document.getElementById("manage").onclick = () => { box.hidden = false; };
setTimeout(() => { document.cookie = "late=z5e4d3c2b1; Path=/; Max-Age=86400; Secure"; }, late);
setTimeout(() => { document.cookie = "blink=; Path=/; Max-Age=0; Secure"; }, 400);
navigator.serviceWorker.register("/sw.js");
