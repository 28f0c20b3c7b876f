# No node has this kernel.

variable "job_id" {
  type    = string
  default = "unplaced"
}

job "unplaced" {
  id   = var.job_id
  type = "batch"

  group "app" {
    constraint {
      attribute = "${attr.kernel.name}"
      value     = "plan9"
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
