localStorage.setItem("frm_local", "fl0a1b2c3d");
sessionStorage.setItem("frm_session", "1");
indexedDB.open("frm_idb");
