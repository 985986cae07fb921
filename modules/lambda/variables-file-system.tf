variable "file_system" {
  description = <<-EOT
    Present: an EFS access point is mounted, and the role may read and write through it. Needs vpc, with subnets that have a mount target
    of the file system, and a security group that it admits on port 2049. Default: none.
    - access_point_arn: ARN of the access point.
    - mount_path: where the code finds it, /mnt/ and one name: "/mnt/models".
    - mount_target_ids: IDs of the mount targets, for which the function waits: Lambda refuses an access point without one.
  EOT
  type = object({
    access_point_arn = string
    mount_path       = string
    mount_target_ids = optional(set(string), [])
  })
  default = null

  validation {
    condition = var.file_system == null ? true : can(regex(
      "^arn:[^:]+:elasticfilesystem:[^:]+:[0-9]{12}:access-point/fsap-[0-9a-f]+$", var.file_system.access_point_arn
    ))
    error_message = "file_system.access_point_arn must be the ARN of an access point: write aws_efs_access_point.….arn."
  }

  # https://docs.aws.amazon.com/lambda/latest/api/API_FileSystemConfig.html
  validation {
    condition     = var.file_system == null ? true : can(regex("^/mnt/[A-Za-z0-9_.-]{1,155}$", var.file_system.mount_path))
    error_message = "file_system.mount_path must be /mnt/ and one name of A-Z a-z 0-9 _ . -, for example \"/mnt/models\"."
  }

  validation {
    condition     = alltrue([for id in try(var.file_system.mount_target_ids, []) : can(regex("^fsmt-[0-9a-z]{1,40}$", id))])
    error_message = "file_system.mount_target_ids must be IDs of mount targets: write [aws_efs_mount_target.….id]."
  }

  validation {
    condition     = var.file_system == null || var.vpc != null
    error_message = "file_system needs vpc: Lambda reaches a file system through the subnets of a VPC only."
  }

  validation {
    condition     = var.file_system == null || !var.snap_start
    error_message = "file_system excludes snap_start, which doesn't support file systems: omit one of them."
  }
}
