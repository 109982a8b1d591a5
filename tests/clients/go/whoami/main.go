// Prints who the default credentials of the AWS SDK for Go belong to.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func main() {
	loaded, err := config.LoadDefaultConfig(context.Background())
	if err == nil {
		var who *sts.GetCallerIdentityOutput
		who, err = sts.NewFromConfig(loaded).GetCallerIdentity(context.Background(), nil)
		if err == nil {
			fmt.Println(*who.Arn)
			return
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
