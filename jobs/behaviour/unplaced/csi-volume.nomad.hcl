# There is no such CSI volume.

variable "job_id" {
  type    = string
  default = "unplaced"
}

job "unplaced" {
  id   = var.job_id
  type = "batch"

  group "app" {
    volume "data" {
      type            = "csi"
      source          = "no-such-volume"
      access_mode     = "single-node-writer"
      attachment_mode = "file-system"
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
