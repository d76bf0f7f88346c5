for (const viewer of document.querySelectorAll(".frames")) {
  const frames = [...viewer.querySelectorAll("figure")];
  const label = viewer.querySelector("label");
  if (label) {
    const slider = label.querySelector("input");
    const show = () => frames.forEach((frame, i) => { frame.hidden = i !== Number(slider.value); });
    slider.addEventListener("input", show);
    label.hidden = false;
    show();
  }
}
