//! Tries four things with S3 at the URL, in the bucket, and says what came of each.

use std::env::args;
use std::error::Error;

use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region};
use aws_sdk_s3::Client;
use aws_sdk_s3::error::DisplayErrorContext;
use aws_sdk_s3::primitives::ByteStream;
use aws_smithy_http_client::Builder;

type Outcome = Result<bool, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let [url, bucket] = args().skip(1).collect::<Vec<_>>().try_into().expect("URL BUCKET");
    let loaded = aws_config::defaults(BehaviorVersion::latest())
        .http_client(Builder::new().build_http())
        .region(Region::from_static("us-east-1"))
        .endpoint_url(url)
        .retry_config(RetryConfig::disabled())
        .load()
        .await;
    let s3 = Client::new(&loaded);
    say("list", list(&s3).await);
    say("look", look(&s3, &bucket).await);
    say("get", get(&s3, &bucket).await);
    say("put", put(&s3, &bucket).await);
}

async fn list(s3: &Client) -> Outcome {
    Ok(!s3.list_buckets().send().await?.buckets().is_empty())
}

async fn look(s3: &Client, bucket: &str) -> Outcome {
    let listed = s3.list_objects_v2().bucket(bucket).send().await?;
    Ok(!listed.contents().is_empty())
}

async fn get(s3: &Client, bucket: &str) -> Outcome {
    let there = s3.get_object().bucket(bucket).key("there").send().await?;
    Ok(!there.body.collect().await?.into_bytes().is_empty())
}

async fn put(s3: &Client, bucket: &str) -> Outcome {
    let body = ByteStream::from_static(b"x");
    let put = s3.put_object().bucket(bucket).key("new").body(body).send().await?;
    Ok(put.e_tag().is_some())
}

fn say(what: &str, outcome: Outcome) {
    match outcome {
        Ok(true) => println!("{what} works"),
        Ok(false) => println!("{what} gives nothing"),
        Err(error) => {
            println!("{what} {}", DisplayErrorContext(&*error).to_string().replace('\n', " "));
        }
    }
}
