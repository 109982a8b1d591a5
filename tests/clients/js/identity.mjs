// Prints who the SDK's default credential chain makes us.
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const client = new STSClient({
  region: "us-east-1",
  endpoint: process.env.AWS_ENDPOINT_URL_STS,
  maxAttempts: 1,
});
try {
  const { Arn } = await client.send(new GetCallerIdentityCommand({}));
  console.log(Arn);
} catch (error) {
  console.error(error.name, error.message);
  process.exit(1);
}
