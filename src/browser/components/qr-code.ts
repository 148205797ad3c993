/** QR codes that are drawn on this device: what they hold goes nowhere. */
import encodeQR from "qr";
import { requireText } from "../../core/own.ts";
import { svg } from "./dom.ts";

/** Modules of white around it, as ISO/IEC 18004 asks. */
const MARGIN = 4;

/**
 * A QR code (ISO/IEC 18004, level M) as an SVG image.
 *
 * @throws InvalidInputError for no text
 * @param alternative what it is, for people who don't see it
 */
export function qrCode(text: string, alternative: string): SVGElement {
  requireText("text", text);
  const squares = encodeQR(text, "raw", { ecc: "medium", border: MARGIN });
  const path = squares.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  const side = squares.length;
  return svg(
    "svg",
    {
      viewBox: `0 0 ${side} ${side}`,
      role: "img",
      "aria-label": alternative,
      class: "qr",
      "shape-rendering": "crispEdges",
    },
    svg("rect", { width: side, height: side, fill: "#fff" }),
    svg("path", { d: path, fill: "#000" }),
  );
}
