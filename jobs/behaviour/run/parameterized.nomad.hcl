# Runs once for each dispatch, which must give the meta key `word`.

variable "job_id" {
  type    = string
  default = "parameterized"
}

job "parameterized" {
  id   = var.job_id
  type = "batch"

  parameterized {
    payload       = "optional"
    meta_required = ["word"]
  }

  group "app" {
    task "main" {
      driver = "exec"

      config {
        command = "true"
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
