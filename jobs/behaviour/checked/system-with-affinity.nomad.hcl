# A preference among nodes for a job that runs on all of them.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "system"

  group "app" {
    affinity {
      attribute = "${node.unique.name}"
      value     = "client-1"
      weight    = 50
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
