// Tries four things with S3 at the URL, in the bucket, and says what came of each.
import {
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";

const [endpoint, Bucket] = process.argv.slice(2);
const client = new S3Client({ region: "us-east-1", endpoint, maxAttempts: 1 });
const calls = {
  list: async () => (await client.send(new ListBucketsCommand({}))).Buckets,
  look: async () => (await client.send(new ListObjectsV2Command({ Bucket }))).Contents,
  get: async () => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: "there" }));
    return Body.transformToString();
  },
  put: async () =>
    (await client.send(new PutObjectCommand({ Bucket, Key: "new", Body: "x" }))).ETag,
};
for (const [what, call] of Object.entries(calls)) {
  try {
    const answer = await call();
    console.log(what, answer?.length ? "works" : "gives nothing");
  } catch (error) {
    console.log(what, error.name, error.message);
  }
}
