# A log collector: whatever is posted to /cgi-bin/lines is appended to the file "lines" in its allocation folder.

variable "job_id" {
  type    = string
  default = "collector"
}

job "collector" {
  id   = var.job_id
  type = "service"

  group "collector" {
    network {
      port "http" {}
    }

    task "httpd" {
      driver = "exec"

      config {
        command = "busybox"
        args    = ["httpd", "-f", "-p", "${NOMAD_ADDR_http}", "-h", "${NOMAD_TASK_DIR}/www"]
      }

      template {
        destination = "local/www/cgi-bin/lines"
        perms       = "0755"
        data        = <<-SCRIPT
          #!/bin/sh
          head -c "$CONTENT_LENGTH" >> "$NOMAD_ALLOC_DIR/data/lines"
          printf 'Content-Type: text/plain\r\n\r\nkept\n'
        SCRIPT
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
