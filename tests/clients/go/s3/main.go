// Tries four things with S3 at the URL, in the bucket, and says what came of each.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

func main() {
	url, bucket, background := os.Args[1], aws.String(os.Args[2]), context.Background()
	loaded, err := config.LoadDefaultConfig(background, config.WithRegion("us-east-1"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	client := s3.NewFromConfig(loaded, func(options *s3.Options) {
		options.BaseEndpoint = &url
		options.RetryMaxAttempts = 1
	})

	listed, err := client.ListBuckets(background, nil)
	say("list", err, func() bool { return len(listed.Buckets) > 0 })

	looked, err := client.ListObjectsV2(background, &s3.ListObjectsV2Input{Bucket: bucket})
	say("look", err, func() bool { return len(looked.Contents) > 0 })

	there := &s3.GetObjectInput{Bucket: bucket, Key: aws.String("there")}
	got, err := client.GetObject(background, there)
	say("get", err, func() bool {
		content, err := io.ReadAll(got.Body)
		return err == nil && len(content) > 0
	})

	put, err := client.PutObject(background, &s3.PutObjectInput{
		Bucket: bucket, Key: aws.String("new"), Body: strings.NewReader("x"),
	})
	say("put", err, func() bool { return put.ETag != nil })
}

func say(what string, err error, something func() bool) {
	switch {
	case err != nil:
		fmt.Println(what, strings.ReplaceAll(err.Error(), "\n", " "))
	case something():
		fmt.Println(what, "works")
	default:
		fmt.Println(what, "gives nothing")
	}
}
