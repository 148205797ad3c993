/** Reads QR codes from the camera or from a picture, on this device. */
import jsQR from "jsqr";

/** The text of the first QR code in a picture; undefined when there is none, and for a file that is no picture. */
export async function readPicture(file: Blob | undefined): Promise<string | undefined> {
  const picture = file && (await createImageBitmap(file).catch(() => undefined));
  return picture && readPixels(picture, picture.width, picture.height);
}

/**
 * Watches the camera until a code is seen, the signal fires or `video` has left the page.
 *
 * @throws DOMException when there is no camera or its use is refused
 */
export async function watchCamera(video: HTMLVideoElement, signal: AbortSignal): Promise<string | undefined> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  try {
    video.srcObject = stream;
    await video.play();
    while (!signal.aborted && video.isConnected) {
      const text = readPixels(video, video.videoWidth, video.videoHeight);
      if (text !== undefined) return text;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

/** Larger pictures are made smaller: the code fills enough of them. */
const MAX_PIXELS = 1600;

function readPixels(source: CanvasImageSource, width: number, height: number): string | undefined {
  if (width === 0 || height === 0) return undefined;
  const scale = Math.min(1, MAX_PIXELS / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return jsQR(data, canvas.width, canvas.height)?.data;
}
