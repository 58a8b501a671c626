// Tracks without any cookie: what the device looks like, kept in storage and sent by a beacon.
(() => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillText("Cwm fjordbank", 2, 15);
  const seen = [canvas.toDataURL(), navigator.hardwareConcurrency, navigator.deviceMemory, navigator.platform,
    navigator.languages, navigator.maxTouchPoints, navigator.vendor].join("|");
  const pen = canvas.getContext("2d");
  for (let size = 1; size < 20; size += 1) {
    pen.font = `16px family${size}, serif`;
    pen.measureText("mmmmmmmmmmlli");
  }
  new OfflineAudioContext(1, 44100, 44100).startRendering();
  const gl = document.createElement("canvas").getContext("webgl");
  if (gl) gl.getParameter(0x9246);
  let hash = 0;
  for (const letter of seen) hash = (hash * 31 + letter.charCodeAt(0)) | 0;
  localStorage.setItem("shdw_id", "sh" + Math.abs(hash) + "x77");
  navigator.sendBeacon("https://shadow.test/b", localStorage.getItem("shdw_id"));
})();
