//! Prints who the default credentials of the AWS SDK for Rust belong to.

use std::process::ExitCode;

use aws_config::BehaviorVersion;
use aws_sdk_sts::error::DisplayErrorContext;
use aws_smithy_http_client::Builder;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let loaded = aws_config::defaults(BehaviorVersion::latest())
        .http_client(Builder::new().build_http())
        .load()
        .await;
    match aws_sdk_sts::Client::new(&loaded).get_caller_identity().send().await {
        Ok(who) => {
            println!("{}", who.arn().unwrap_or_default());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}", DisplayErrorContext(error));
            ExitCode::FAILURE
        }
    }
}
