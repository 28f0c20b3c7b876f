# A host volume that is to stay with its allocation (Nomad 1.10).

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    volume "data" {
      type   = "host"
      source = "any"
      sticky = true
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
