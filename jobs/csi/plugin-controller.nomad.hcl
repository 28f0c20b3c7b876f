# The controller half of the hostpath CSI driver: creates, attaches and snapshots volumes. One instance is enough.
variable "job_id" {
  type = string
}

variable "plugin_id" {
  type = string
}

variable "image" {
  type = string
}

# Defaults that a driver profile may replace (fixtures/profiles). Nomad fills in the node's name when the task starts.
variable "args" {
  type = list(string)
  default = [
    "--endpoint", "unix:///csi/csi.sock",
    "--node-id", "$${node.unique.name}",
    "--driver-name", "hostpath.csi.nomad-e2e",
    "--shared", "/shared",
    "--mode", "controller",
  ]
}

variable "env" {
  type    = map(string)
  default = {}
}

variable "files" {
  type    = map(string)
  default = {}
}

variable "volumes" {
  type    = list(string)
  default = ["/srv/csi-shared:/shared"]
}

variable "cap_add" {
  type    = list(string)
  default = []
}

variable "privileged" {
  type    = bool
  default = false
}

variable "memory" {
  type    = number
  default = 96
}

job "csi-plugin-controller" {
  id   = var.job_id
  name = var.job_id
  type = "service"

  group "controller" {
    task "driver" {
      driver = "docker"

      config {
        image      = var.image
        args       = var.args
        cap_add    = var.cap_add
        privileged = var.privileged
        volumes    = var.volumes

        # A controller may have to mount the storage that it creates volumes in.
        security_opt = ["seccomp=unconfined", "apparmor=unconfined"]
      }

      env = var.env

      dynamic "template" {
        for_each = var.files

        content {
          destination = "local/${template.key}"
          data        = template.value
        }
      }

      csi_plugin {
        id        = var.plugin_id
        type      = "controller"
        mount_dir = "/csi"
      }

      # Its share of a busy node, where it has to answer within a second of its start.
      resources {
        cpu    = 500
        memory = var.memory
      }
    }
  }
}
