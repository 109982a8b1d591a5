import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;

/** Prints who the default credentials of the AWS SDK for Java belong to. */
class WhoAmI {
  public static void main(String[] arguments) {
    try (StsClient sts = StsClient.create()) {
      System.out.println(sts.getCallerIdentity().arn());
    } catch (SdkException error) {
      System.err.println(error.getMessage());
      System.exit(1);
    }
  }
}
