// Sets nothing at all, but steers: a big green yes, a small grey no, ticked boxes, and it asks again.
const first = document.getElementById("first");
const second = document.getElementById("second");
const close = () => { first.hidden = second.hidden = true; };
first.hidden = document.cookie.includes("consent=yes");
document.getElementById("yes").onclick = () => {
  document.cookie = "consent=yes; Path=/; Max-Age=15552000; Secure";
  close();
};
document.getElementById("no").onclick = (event) => { event.preventDefault(); close(); };
document.getElementById("save").onclick = close;
document.getElementById("more").onclick = (event) => {
  event.preventDefault();
  first.hidden = true;
  second.hidden = false;
};
