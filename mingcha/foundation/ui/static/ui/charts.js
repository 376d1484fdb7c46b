// Draws the charts of a page: <div data-chart="id of its JSON">. The library is fetched only where there is one.
(function () {
  "use strict";
  const drawn = new Map();
  const own = document.currentScript;

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  // `room` pixels for each label of a category: longer ones are cut, the table has them whole.
  function axis(given, room) {
    if (!given) return undefined;
    const category = given.type === "category";
    const cut = category && room ? { width: room, overflow: "truncate" } : {};
    return Object.assign({}, given, {
      axisLine: { lineStyle: { color: colour("line-strong") } },
      axisTick: { show: false },
      axisLabel: Object.assign({ color: colour("ink-2"), hideOverlap: true }, cut, given.axisLabel),
      splitLine: { show: !category, lineStyle: { color: colour("line") } },
    });
  }

  function dressed(option, width) {
    const ink = colour("ink");
    const ring = option.series[0].type === "pie";
    const narrow = width < 480;
    const across = Boolean(option.yAxis) && option.yAxis.type === "category";
    const several = ring ? narrow : option.series.length > 1;
    return Object.assign({}, option, {
      animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      animationDuration: 250,
      color: [1, 2, 3, 4, 5, 6, 7].map((number) => colour("chart-" + number)),
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
      grid: { left: 8, right: across ? 40 : 16, top: several ? 40 : 16, bottom: 8, containLabel: true },
      legend: several ? { type: "scroll", top: 0, left: 0, textStyle: { color: ink }, itemWidth: 14, itemHeight: 10 } : undefined,
      // Rich text is drawn on the canvas: the policy allows no inline styles.
      tooltip: { renderMode: "richText", trigger: "item", backgroundColor: colour("surface"),
        borderColor: colour("line-strong"), textStyle: { color: ink } },
      aria: { enabled: false },
      xAxis: axis(option.xAxis),
      yAxis: axis(option.yAxis, across ? Math.round(width * 0.45) : 0),
      series: option.series.map((one) => Object.assign(look(one, { ink, narrow, across }), one)),
    });
  }

  function look(one, { ink, narrow, across }) {
    const side = across ? "right" : "top";
    if (one.type === "bar") return { barMaxWidth: 28, label: { show: !one.stack, position: side, color: ink } };
    if (one.type === "line") return { symbolSize: 7, lineStyle: { width: 2 } };
    return { label: { color: ink, show: !narrow, formatter: "{b}  {c}" }, center: ["50%", narrow ? "56%" : "50%"],
      itemStyle: { borderColor: colour("surface"), borderWidth: 2 } };
  }

  function draw(element) {
    const source = document.getElementById(element.dataset.chart);
    if (!source) return;
    const before = drawn.get(element);
    if (before) before.dispose();
    const option = JSON.parse(source.textContent);
    if (!option.series || !option.series.length) return;
    const chart = window.echarts.init(element);
    chart.setOption(dressed(option, element.clientWidth));
    chart.on("click", (event) => {
      if (event.data && event.data.url) window.location.assign(event.data.url);
    });
    drawn.set(element, chart);
  }

  function drawAll() {
    const all = Array.from(document.querySelectorAll("[data-chart]"));
    if (!all.length) return;
    if (window.echarts) {
      all.forEach(draw);
      return;
    }
    if (document.querySelector("script[data-echarts]")) return;
    const script = document.createElement("script");
    script.src = own.dataset.library;
    script.dataset.echarts = "";
    script.addEventListener("load", drawAll);
    document.head.append(script);
  }

  drawAll();
  document.addEventListener("mingcha:theme", drawAll);
  document.addEventListener("htmx:load", (event) => {
    if (event.target.querySelector("[data-chart]")) drawAll();
  });
  window.addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
})();
