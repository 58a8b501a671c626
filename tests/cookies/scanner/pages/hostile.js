// Asks again over a new connection, once DNS has changed its mind; tries a socket, and an endless body.
setTimeout(() => { new Image().src = "https://rebind.test/w.gif?again"; }, 300);
new WebSocket("ws://192.168.0.1/");
fetch("/huge").then((answer) => answer.arrayBuffer()).catch(() => {});
