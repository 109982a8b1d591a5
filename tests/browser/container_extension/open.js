// Opens `ext+container:name=…&url=…&color=…&icon=…` in a container, as the real extensions do, and
// tells the page's own server in a header-less request what container Firefox says it is.
(async () => {
  const link = new URL(decodeURIComponent(location.hash.slice(1)));
  const fields = new URLSearchParams(link.href.slice(link.protocol.length));
  const identity = await browser.contextualIdentities.create({
    name: fields.get("name"), color: fields.get("color"), icon: fields.get("icon"),
  });
  const tab = await browser.tabs.create({
    url: fields.get("url"), cookieStoreId: identity.cookieStoreId,
  });
  browser.tabs.onUpdated.addListener(async (id, change, now) => {
    if (id !== tab.id || change.status !== "complete" || now.url === "about:blank") return;
    const found = await browser.contextualIdentities.get(now.cookieStoreId);
    const seen = {scheme: link.protocol, name: found.name, color: found.color, icon: found.icon, url: now.url};
    await fetch("http://127.0.0.1:REPORT_PORT/", {method: "POST", body: JSON.stringify(seen)});
  });
})();
