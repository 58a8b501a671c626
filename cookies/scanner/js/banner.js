// Finds a consent banner in this frame and says how it is drawn, or returns one of its elements.
({ ask, role, category, data }) => {
  const plain = (text) => (text || "").replace(/\s+/g, " ").replace(/[.!›»→]+$/u, "").trim().toLowerCase();
  const visible = (one) => {
    if (!one || !one.isConnected) return false;
    const box = one.getBoundingClientRect();
    return box.width > 0 && box.height > 0 &&
      one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const roots = [document];
  for (const root of roots) {
    for (const one of root.querySelectorAll("*")) if (one.shadowRoot) roots.push(one.shadowRoot);
  }
  const everywhere = (css) => roots.flatMap((root) => [...root.querySelectorAll(css)]);
  const first = (css) => (css ? everywhere(css).find(visible) : undefined);

  const platform = data.platforms.find((one) => first(one.banner));
  const clickable = "button, a, [role='button'], input[type='button'], input[type='submit'], summary";
  const named = (one) => plain(one.innerText || one.value || one.getAttribute("aria-label"));
  const wordy = (which) => everywhere(clickable).filter(visible).filter((one) => data.words[which].includes(named(one)));
  const inBanner = (one) => {
    const host = one.getRootNode().host;
    if (one.closest(data.around) || (host && host.closest(data.around))) return true;
    for (let at = one; at && at !== document.body; at = at.parentElement) {
      if (["fixed", "sticky"].includes(getComputedStyle(at).position)) return true;
    }
    return false;
  };
  const find = (which) => {
    const known = platform && first(platform[which]);
    if (known) return known;
    const any = data.platforms.map((one) => first(one[which])).find(Boolean);
    if (any) return any;
    return wordy(which).find((one) => which === "manage" || inBanner(one));
  };
  const container = () => {
    if (platform) return first(platform.banner);
    const button = find("accept") || find("refuse") || find("save");
    let at = button;
    while (at && at.parentElement && at.parentElement !== document.body && plain(at.innerText).length < 60) {
      at = at.parentElement;
    }
    return at && at !== button ? at : undefined;
  };

  const parse = (colour) => {
    const parts = (colour.match(/[\d.]+/g) || []).map(Number);
    if (colour.startsWith("color(")) return [parts[0] * 255, parts[1] * 255, parts[2] * 255, parts[3] ?? 1];
    return parts.length < 3 ? [0, 0, 0, 0] : [parts[0], parts[1], parts[2], parts[3] ?? 1];
  };
  const over = (top, below) => [0, 1, 2].map((at) => top[at] * top[3] + below[at] * (1 - top[3])).concat(1);
  const surface = (one) => {
    const layers = [];
    for (let at = one; at; at = at.parentElement || (at.getRootNode() && at.getRootNode().host)) {
      layers.push(parse(getComputedStyle(at).backgroundColor));
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const drawn = (which, one, around) => {
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    const below = surface(one);
    return {
      role: which,
      text: (one.innerText || one.value || one.getAttribute("aria-label") || "").trim().slice(0, 100),
      tag: one.getAttribute("role") || one.tagName.toLowerCase(),
      width: box.width,
      height: box.height,
      font_size: parseFloat(style.fontSize),
      font_weight: parseFloat(style.fontWeight),
      text_contrast: contrast(over(parse(style.color), below), below),
      stands_out: contrast(below, surface(around)),
    };
  };
  const boxes = () => {
    const around = container();
    const dialog = around && (around.closest("[role='dialog'], [class*='cookie' i], [class*='consent' i]") || around);
    const within = dialog ? [...dialog.querySelectorAll("input[type='checkbox'], [role='switch'], [role='checkbox']")] : [];
    const ours = everywhere(data.platforms.map((one) => one.boxes).concat("input[data-consent-category]").filter(Boolean).join(", "));
    return [...new Set([...within, ...ours])];
  };
  const labelled = (one) => {
    const label = (one.labels && one.labels[0]) || one.closest("label");
    return plain([label && label.innerText, one.getAttribute("aria-label"), one.name, one.id, one.value].join(" "));
  };
  const on = (one) => one.checked === true || one.getAttribute("aria-checked") === "true";
  const fixed = (one) => one.disabled || one.getAttribute("aria-disabled") === "true";

  if (ask === "element") return find(role) || null;
  if (ask === "switch") {
    const ours = everywhere(`input[data-consent-category='${category}']`)[0];
    return ours || boxes().find((one) => !fixed(one) && (data.categories[category] || [category]).some((word) => labelled(one).includes(word))) || null;
  }
  if (ask === "ticked") {
    return boxes().filter((one) => on(one) && !fixed(one)).map((one) => labelled(one).slice(0, 80));
  }
  if (ask === "untick") {
    for (const one of boxes()) if (on(one) && !fixed(one)) one.click();
    return true;
  }
  const around = container();
  if (!around || !(find("accept") || find("refuse"))) return null;
  const controls = ["accept", "refuse", "preferences", "save"]
    .map((which) => [which, find(which)])
    .filter(([, one]) => one && visible(one))
    .map(([which, one]) => drawn(which, one, around));
  const ticked = boxes().filter((one) => on(one) && !fixed(one) && visible(one)).map((one) => labelled(one).slice(0, 80));
  return {
    platform: platform ? platform.name : "",
    text: (around.innerText || "").trim().slice(0, 4000),
    controls,
    pre_ticked: ticked,
    refusal_clicks: controls.some((one) => one.role === "refuse") ? 1 : 0,
  };
};
