# Three init tasks that meet: each goes on only when the two others run as well. main comes after all of them.

variable "job_id" {
  type    = string
  default = "prestarts"
}

job "prestarts" {
  id   = var.job_id
  type = "batch"

  group "app" {
    restart {
      attempts = 0
      mode     = "fail"
    }

    reschedule {
      attempts  = 0
      unlimited = false
    }

    dynamic "task" {
      for_each = { "first" = "second third", "second" = "first third", "third" = "first second" }
      labels   = [task.key]

      content {
        lifecycle {
          hook    = "prestart"
          sidecar = false
        }

        driver = "exec"

        config {
          command = "sh"
          args    = ["${NOMAD_TASK_DIR}/meet.sh"]
        }

        env {
          OTHERS = task.value
        }

        # A pipe from each task to each other one: both ends block until the other side has come.
        template {
          destination = "local/meet.sh"
          data        = <<-SCRIPT
            cd "$NOMAD_ALLOC_DIR/data"
            for other in $OTHERS; do
              mkfifo "$NOMAD_TASK_NAME-$other" "$other-$NOMAD_TASK_NAME" 2>/dev/null
              echo here > "$NOMAD_TASK_NAME-$other" &
            done
            # cat opens the pipe, not this shell: the end of a child would interrupt the shell's own open.
            for other in $OTHERS; do cat "$other-$NOMAD_TASK_NAME" > /dev/null || exit 1; done
            wait
            echo "$NOMAD_TASK_NAME" >> met
          SCRIPT
        }

        kill_signal = "SIGKILL"

        resources {
          cpu    = 20
          memory = 32
        }
      }
    }

    task "main" {
      driver = "exec"

      config {
        command = "sort"
        args    = ["${NOMAD_ALLOC_DIR}/data/met"]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
