# Two allocations that each want to be the only writer.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    count = 2

    volume "data" {
      type            = "csi"
      source          = "any"
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
