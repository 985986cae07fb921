terraform {
  required_version = ">= 1.10"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }

  # Partial configuration: environments/<environment>.s3.tfbackend has the rest.
  backend "s3" {}
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Application = "packages"
      Environment = var.environment
      ManagedBy   = "terraform"
    }
  }
}
