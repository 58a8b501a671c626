// The same things, after consent and gone when it is withdrawn.
const box = document.getElementById("cookie-banner");
const choices = document.getElementById("choices");
const asked = () => (document.cookie.match(/consent=([^;]*)/) || [])[1];
const add = (tag, more) => document.body.append(Object.assign(document.createElement(tag), more));
const run = (choice) => {
  if (choice.includes("analytics")) {
    document.cookie = "_stat=v6a5b4c3d2; Path=/; Max-Age=31536000; Secure";
  }
  if (choice.includes("tracking")) {
    document.cookie = "c_script=k7f3a9c2e1; Path=/; Max-Age=31536000; Secure";
    localStorage.setItem("c_local", "l7f3a9c2e1");
    indexedDB.open("c_idb");
    fetch("/consent?choice=accept");
    navigator.serviceWorker.register("/sw.js");
    add("script", { src: "https://tracker.test/t.js" });
    add("script", { src: "https://shadow.test/s.js" });
    add("img", { src: "https://widgets.test/w.gif", alt: "" });
    add("iframe", { src: "https://frame.test/embed", title: "frame" });
  }
};
const tidy = async () => {
  for (const name of ["_stat", "c_script", "_trk"]) document.cookie = `${name}=; Path=/; Max-Age=0; Secure`;
  localStorage.clear();
  for (const one of await indexedDB.databases()) indexedDB.deleteDatabase(one.name);
  for (const name of await caches.keys()) await caches.delete(name);
  for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
  await new Promise((done) => setTimeout(done, 300)); // a site may take its time to forget
  await fetch("/consent?choice=withdraw");
};
const say = async (choice) => {
  const before = asked();
  document.cookie = `consent=${choice || "none"}; Path=/; Max-Age=15552000; Secure`;
  box.hidden = choices.hidden = true;
  if (before && before !== "none") await tidy();
  run(choice);
};
const ticked = () => [...choices.querySelectorAll("input[name]:checked")].map((one) => one.name).join("+");
document.getElementById("yes").onclick = () => say("analytics+tracking");
document.getElementById("no").onclick = () => say("");
document.getElementById("none").onclick = () => say("");
document.getElementById("save").onclick = () => say(ticked());
document.getElementById("more").onclick = () => { box.hidden = true; choices.hidden = false; };
document.getElementById("manage").onclick = () => { choices.hidden = false; };
if (navigator.globalPrivacyControl) {
  run("");
} else if (asked()) {
  run(asked());
} else {
  box.hidden = false;
}
