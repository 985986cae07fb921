variable "name" {
  description = "Name of the table. 3 to 255 of A-Z a-z 0-9 - _ . (DynamoDB's limit)."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{3,255}$", var.name))
    error_message = "name must be 3 to 255 of A-Z a-z 0-9 - _ and dots."
  }
}

variable "hash_key" {
  description = "Attribute that is the partition key."
  type        = string

  validation {
    condition     = can(regex("^.{1,255}$", var.hash_key))
    error_message = "hash_key must have 1 to 255 characters."
  }
}

variable "range_key" {
  description = "Attribute that is the sort key. Default: none."
  type        = string
  default     = null

  validation {
    condition     = var.range_key == null ? true : can(regex("^.{1,255}$", var.range_key)) && var.range_key != var.hash_key
    error_message = "range_key must have 1 to 255 characters, and be another attribute than hash_key."
  }
}

variable "key_types" {
  description = "Types of keys that aren't strings, by attribute: N for a number, B for binary. Default: every key is a string (S)."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for type in values(var.key_types) : contains(["S", "N", "B"], type)])
    error_message = "key_types must be S, N or B: { created = \"N\" }."
  }

  validation {
    condition = length(setsubtract(keys(var.key_types), [
      for key in concat([var.hash_key, var.range_key], flatten([for index in values(var.indexes) : [index.hash_key, index.range_key]])) :
      key if key != null
    ])) == 0
    error_message = "key_types must name keys of the table or of an index only. DynamoDB takes no definition of other attributes."
  }
}

variable "indexes" {
  description = <<-EOT
    Global secondary indexes by name, at most 20 (DynamoDB's default quota). Default: none.
    - hash_key, range_key: attributes that are the index's keys. range_key defaults to none.
    - projected_attributes: attributes that the index has beside the keys. Default: all.
  EOT
  type = map(object({
    hash_key             = string
    range_key            = optional(string)
    projected_attributes = optional(set(string))
  }))
  default  = {}
  nullable = false

  # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-secondary-indexes
  validation {
    condition     = length(var.indexes) <= 20 && alltrue([for name in keys(var.indexes) : can(regex("^[A-Za-z0-9_.-]{3,255}$", name))])
    error_message = "indexes must hold at most 20, each with a name of 3 to 255 of A-Z a-z 0-9 - _ and dots."
  }

  validation {
    condition = alltrue(flatten([for index in values(var.indexes) : [
      for key in [index.hash_key, index.range_key] : key == null ? true : can(regex("^.{1,255}$", key))
    ]]))
    error_message = "indexes: hash_key and range_key must have 1 to 255 characters."
  }

  validation {
    condition = alltrue([for index in values(var.indexes) : index.projected_attributes == null ? true : (
      length(index.projected_attributes) >= 1 && alltrue([for name in index.projected_attributes : can(regex("^.{1,255}$", name))])
    )])
    error_message = "indexes: projected_attributes must hold names of 1 to 255 characters. Omit it to project all attributes."
  }
}

variable "stream_view_type" {
  description = "Content of the stream's records: NEW_AND_OLD_IMAGES, NEW_IMAGE, OLD_IMAGE or KEYS_ONLY. Default: no stream."
  type        = string
  default     = null

  validation {
    condition = (
      var.stream_view_type == null ? true : contains(["NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY"], var.stream_view_type)
    )
    error_message = "stream_view_type must be NEW_AND_OLD_IMAGES, NEW_IMAGE, OLD_IMAGE or KEYS_ONLY. Omit it for no stream."
  }
}

variable "ttl_attribute" {
  description = "Attribute with the time, in seconds since 1970, after which DynamoDB deletes the item. Default: items don't expire."
  type        = string
  default     = null

  validation {
    condition     = var.ttl_attribute == null ? true : can(regex("^.{1,255}$", var.ttl_attribute))
    error_message = "ttl_attribute must have 1 to 255 characters. Omit it if items don't expire."
  }
}

variable "point_in_time_recovery" {
  description = "Whether the table can be restored to any second of the last 35 days. Default: true."
  type        = bool
  default     = true
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether DynamoDB refuses to delete the table. Default: true. In an environment for development, set false."
  type        = bool
  default     = true
  nullable    = false
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the table. Default: AWS's key for DynamoDB in the account, alias/aws/dynamodb."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key: write aws_kms_key.….arn, or omit it."
  }
}

variable "tags" {
  description = "Tags of the table. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
