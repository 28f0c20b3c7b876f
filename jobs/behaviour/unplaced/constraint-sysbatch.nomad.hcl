# A sysbatch job, and no node has this kernel.

variable "job_id" {
  type    = string
  default = "unplaced"
}

job "unplaced" {
  id   = var.job_id
  type = "sysbatch"

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
