import java.net.URI;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Tries four things with S3 at the URL, in the bucket, and says what came of each. */
class TryS3 {
  public static void main(String[] arguments) {
    URI url = URI.create(arguments[0]);
    String bucket = arguments[1];
    S3Client s3 = S3Client.builder()
        .region(Region.US_EAST_1)
        .endpointOverride(url)
        .overrideConfiguration(with -> with.retryStrategy(DefaultRetryStrategy.doNotRetry()))
        .build();

    say("list", () -> s3.listBuckets().buckets().size() > 0);
    say("look", () -> s3.listObjectsV2(with -> with.bucket(bucket)).contents().size() > 0);
    say("get", () -> {
      byte[] content = s3.getObjectAsBytes(with -> with.bucket(bucket).key("there")).asByteArray();
      return content.length > 0;
    });
    say("put", () -> {
      RequestBody body = RequestBody.fromString("x");
      return s3.putObject(with -> with.bucket(bucket).key("new"), body).eTag() != null;
    });
  }

  private static void say(String what, BooleanSupplier call) {
    try {
      System.out.println(what + (call.getAsBoolean() ? " works" : " gives nothing"));
    } catch (S3Exception error) {
      System.out.println(what + " " + error.awsErrorDetails().errorCode());
    } catch (SdkException error) {
      System.out.println(what + " " + error.getMessage().replace("\n", " "));
    }
  }
}
