// Lambda's Runtime API in the least code, which is less than Lambda's own client for Node.js does.
import http from "node:http";

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true });
const [file, name] = process.argv[2].split("#");

function send(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path: `/2018-06-01/runtime/${path}`, agent }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(parts).toString() }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

const module = await import(file);
for (;;) {
  const event = await send("GET", "invocation/next");
  const id = event.headers["lambda-runtime-aws-request-id"];
  const result = JSON.stringify(await module[name](JSON.parse(event.body), {}));
  await send("POST", `invocation/${id}/response`, result);
}
